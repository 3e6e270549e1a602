// Events and acks with attachments.
import { conversations, each, named } from './conversations.mjs';

const P = (num) => `{"_placeholder":true,"num":${num}}`;
const EVENTS = {
  'one attachment': [`451-["message",${P(0)}]`, 1, 2],
  'two attachments': [`452-["message",${P(0)},${P(1)}]`, 2, 3],
  'ten attachments': [`4510-["message",${Array.from({ length: 10 }, (_, i) => P(i)).join()}]`, 10, 11],
  'an attachment deep inside': [`451-["message",{"a":[{"b":${P(0)}}]},1]`, 1, 2],
  'an attachment among others': [`451-["message","é",${P(0)},null]`, 1, 2],
  'an ack': [`451-12["message-with-ack",${P(0)}]`, 1, 2],
  'an ack of two': [`452-0["message-with-ack",${P(0)},"x",${P(1)}]`, 2, 3],
  'the number written with a leading zero': [`4501-["message",${P(0)}]`, 1, 2],
};
const VERBATIM = {
  'an attachment that nothing refers to': [`452-["message",${P(0)}]`, 2, 2],
  'an attachment that two refer to': [`451-["message",${P(0)},${P(0)}]`, 1, 2],
  'attachments in another order': [`452-["message",${P(1)},${P(0)}]`, 2, 3],
  'no reference at all': ['451-["message",1]', 1, 1],
  'a placeholder with more members': ['451-["message",{"_placeholder":true,"num":0,"x":1}]', 1, 2],
  'a placeholder that is false': [`451-["message",{"_placeholder":false,"num":5},${P(0)}]`, 1, 2],
};
const BAD = {
  'no attachments announced': [`450-["message",${P(0)}]`],
  'eleven attachments announced': [`4511-["message",${P(0)}]`],
  'a negative number of attachments': [`45-1-["message",${P(0)}]`],
  'a fraction of attachments': [`451.5-["message",${P(0)}]`],
  'a number that is none': [`45x-["message",${P(0)}]`],
  'no number': [`45-["message",${P(0)}]`],
  'no dash': [`451["message",${P(0)}]`],
  'a number in another notation': [`451e0-["message",${P(0)}]`],
  'a blank before the number': [`45 1-["message",${P(0)}]`],
  'a huge number of attachments': [`45999999999-["message",${P(0)}]`],
  'text in place of an attachment': [`451-["message",${P(0)}]`, '42["message",1]'],
  'a placeholder beyond the attachments': [`451-["message",${P(1)}]`, [1]],
  'a negative placeholder': [`451-["message",${P(-1)}]`, [1]],
  'a placeholder that is a string': ['451-["message",{"_placeholder":true,"num":"0"}]', [1]],
  'a placeholder by a prototype key': ['451-["message",{"_placeholder":true,"num":"splice"}]', [1]],
  'a placeholder without number': ['451-["message",{"_placeholder":true}]', [1]],
  'a placeholder that is a fraction': ['451-["message",{"_placeholder":true,"num":0.5}]', [1]],
  'a reserved name': [`451-["disconnect",${P(0)}]`, [1]],
  'data that is no array': [`451-${P(0)}`, [1]],
  'no data': ['451-', [1]],
  'an attachment out of nowhere': [[1]],
};

export const binary = conversations('socketio', 'binary', {
  ...each(named('WebSocket,', EVENTS), bySocket('')),
  ...each(named('WebSocket with b64,', EVENTS), bySocket('&b64=1')),
  ...each(named('polling,', EVENTS), async (c, [packet, attachments, answers]) => {
    const polling = await c.pollingConnected();
    await polling.say([packet, ...Array.from({ length: attachments }, (_, i) => `b${Buffer.from([i, 0xff]).toString('base64')}`)].join('\x1e'));
    await polling.packets(answers);
  }),
  ...each(named('as it was written:', VERBATIM), bySocket('')),
  ...each(named('the end by', BAD), async (c, messages) => {
    const socket = await c.connected();
    for (const message of messages) {
      if (typeof message === 'string') socket.say(message);
      else socket.sayBinary(message);
    }
    await socket.verdict();
  }),

  'the end by an attachment too many': async (c) => {
    const socket = await c.connected();
    socket.say(`451-["message",${P(0)}]`).sayBinary([1]);
    await socket.take(2);
    socket.sayBinary([2]);
    await socket.closed();
  },
  'an empty attachment': async (c) => {
    const socket = await c.connected();
    socket.say(`451-["message",${P(0)}]`).sayBinary([]);
    await socket.take(2);
  },
  'a large attachment': async (c) => {
    const socket = await c.connected();
    socket.say(`451-["message",${P(0)}]`).sayBinary(Buffer.alloc(90_000, 7));
    await socket.take(2);
  },
  'attachments as base64 over WebSocket': async (c) => {
    const socket = await c.connected();
    socket.say(`452-["message",${P(0)},${P(1)}]`).say('bAQID').say('bBAUG');
    await socket.take(3);
  },
  'attachments in several POSTs': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say(`452-["message",${P(0)},${P(1)}]`);
    await polling.say('bAQID');
    await polling.say('bBAUG');
    await polling.packets(3);
  },
  'a pong between the attachments': async (c) => {
    const socket = await c.connected();
    socket.say(`451-["message",${P(0)}]`).say('3').sayBinary([1]);
    await socket.take(2);
  },
  'to another namespace': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say(`451-/custom,["message",${P(0)}]`).sayBinary([1, 2]);
    await socket.take(2);
    socket.say(`451-/custom,7["message-with-ack",${P(0)}]`).sayBinary([3, 4]);
    await socket.take(2);
  },
  'to a namespace that is not joined': async (c) => {
    const socket = await c.connected();
    socket.say(`451-/custom,["message",${P(0)}]`).sayBinary([1, 2]);
    await socket.closed();
  },
  'events with and without attachments keep their order': async (c) => {
    const socket = await c.connected();
    for (let i = 0; i < 5; i++) socket.say(`42["message",${i}]`).say(`451-["message",${P(0)}]`).sayBinary([i]);
    await socket.take(15);
  },
});

function bySocket(query) {
  return async (c, [packet, attachments, answers]) => {
    const socket = await c.connected(query);
    socket.say(packet);
    for (let i = 0; i < attachments; i++) socket.sayBinary([i, 0xff]);
    await socket.take(answers);
  };
}
