import { frame, OPCODE, parseFrame } from './frame.mjs';
import { mask } from './mask.mjs';
import { Requests } from './requests.mjs';

export const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
export const UPGRADE = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': KEY };
const SETTLED = 'settled';

/** A WebSocket connection by hand. */
export class Socket extends Requests {
  frames = []; // the text of each, as in the transcript
  opened = false;
  answersClose = true; // as every client does
  #read = 0;
  #pong = false;

  /** The handshake; what answers it is in the transcript unless it is quiet and a 101. */
  async open(target, headers = {}, { quiet = true } = {}) {
    this.request('GET', target, { ...UPGRADE, ...headers });
    const answer = await this.answer({ quiet: true });
    this.opened = answer.status === 101;
    if (!this.opened) this.refusal = answer;
    if (answer.status && (!this.opened || !quiet)) this.noteAnswer(answer);
    if (this.opened) this.changed();
    return answer;
  }

  changed() {
    while (this.opened) {
      const parsed = parseFrame(this.bytes);
      if (!parsed) break;
      this.bytes = this.bytes.subarray(parsed.length);
      this.#receive(parsed);
    }
    super.changed();
  }

  /** Whether the server has ended the connection for what was said, in the transcript. */
  async verdict() {
    await this.settled();
    this.note(this.ended ? '< end' : 'open');
  }

  /**
   * What was said before has had its effect, or the server has ended the connection. The first pong may overtake what the server
   * puts off until it has read; the second is asked for after that. Not in the transcript.
   */
  async settled() {
    for (let i = 0; i < 2 && !this.ended; i++) {
      this.#pong = false;
      this.send(frame(OPCODE.ping, SETTLED));
      await this.until(() => this.#pong || this.ended, 'settled');
    }
  }

  #receive({ first, opcode, payload }) {
    if (opcode === OPCODE.pong && payload.toString() === SETTLED) {
      this.#pong = true;
      return;
    }
    this.#remember(payload.toString());
    const text = describe(opcode, payload);
    this.frames.push(text);
    this.note(`< ${text}${first === (0x80 | opcode) ? '' : ` (first byte ${first.toString(16)})`}`);
    if (opcode === OPCODE.close && this.answersClose) this.send(frame(OPCODE.close, payload)).finish();
  }

  // Ids that the transcript masks and later messages need.
  #remember(text) {
    if (text.startsWith('0{')) this.sid = JSON.parse(text.slice(1)).sid;
    this.ackId = /^42(?:\/\w+,)?(\d+)\["q"/.exec(text)?.[1] ?? this.ackId;
  }

  /** An ack, whose id is not in the transcript. */
  sayAck(text) {
    this.note(`> ${text.replace(/^(43|461-)(\/custom,)?\d+/, '$1$2<ack>')}`);
    return this.send(frame(OPCODE.text, text));
  }

  /** A text message. */
  say(text) {
    this.note(`> ${mask(text)}`);
    return this.send(frame(OPCODE.text, text));
  }

  /** A binary message. */
  sayBinary(bytes) {
    this.note(`> binary ${Buffer.from(bytes).toString('hex').slice(0, 80)}`);
    return this.send(frame(OPCODE.binary, bytes));
  }

  /** Any frame, also a wrong one. */
  sayFrame(opcode, payload, options) {
    this.note(`> frame ${opcode} ${Buffer.from(payload ?? '').length} bytes`);
    return this.send(frame(opcode, payload, options));
  }

  /** Waits for n more frames and returns the last. */
  async take(n = 1, ms) {
    this.#read += n;
    const want = this.#read;
    await this.until(() => this.frames.length >= want || this.ended, `frame ${want}`, ms);
    return this.frames[want - 1] ?? '';
  }
}

function describe(opcode, payload) {
  switch (opcode) {
    case OPCODE.text: return `text ${mask(payload.toString())}`;
    case OPCODE.binary: return `binary ${payload.toString('hex').slice(0, 80)} (${payload.length} bytes)`;
    case OPCODE.close: return payload.length < 2 ? `close ${payload.toString('hex')}`.trim() : `close ${payload.readUInt16BE(0)} ${payload.subarray(2)}`.trim();
    default: return `frame ${opcode} ${payload.toString('hex')}`.trim();
  }
}
