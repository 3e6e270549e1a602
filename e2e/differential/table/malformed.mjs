// Socket.IO packets that end the connection, over both transports.
import { conversations, each, named } from './conversations.mjs';

const PACKETS = {
  'nothing': '4',
  'an unknown type': '47["message"]',
  'a letter for a type': '4x',
  'a blank for a type': '4 ',
  'an array without a type': '4["message"]',
  'an event that is an empty array': '42[]',
  'an event that is an object': '42{"0":"message"}',
  'an event that is a string': '42"message"',
  'an event whose name is null': '42[null,1]',
  'an event whose name is true': '42[true]',
  'an event whose name is an object': '42[{}]',
  'an event whose name is an array': '42[["message"]]',
  'the reserved name connect': '42["connect"]',
  'the reserved name connect_error': '42["connect_error"]',
  'the reserved name disconnect': '42["disconnect"]',
  'the reserved name disconnecting': '42["disconnecting"]',
  'the reserved name newListener': '42["newListener"]',
  'the reserved name removeListener': '42["removeListener"]',
  'a reserved name in escapes': '42["disc\\u006fnnect"]',
  'an array that does not end': '42["message"',
  'a string that does not end': '42["message]',
  'something behind the array': '42["message"]x',
  'a trailing comma': '42["message",]',
  'single quotes': "42['message']",
  'a bad escape': '42["message","\\x"]',
  'a raw line break in a string': '42["message","a\nb"]',
  'a raw tab in a string': '42["message","a\tb"]',
  'NaN': '42["message",NaN]',
  'a leading zero': '42["message",01]',
  'a number with a plus': '42["message",+1]',
  'a number that ends in a point': '42["message",1.]',
  'hex': '42["message",0x10]',
  'a comment': '42["message"/**/]',
  'undefined': '42["message",undefined]',
  'an ack that is an object': '431{}',
  'an ack that is a string': '431"x"',
  'an ack that is not JSON': '431[',
  'an id and nothing but a dash': '42-["message"]',
  'a negative id': '42-1["message"]',
  'a fraction for an id': '421.5["message"]',
  'an event in a namespace without its comma': '42/custom["message"]',
  'a byte order mark before the array': '42\ufeff["message"]',
};

export const malformed = conversations('socketio', 'malformed', {
  ...each(named('WebSocket,', PACKETS), async (c, packet) => {
    const socket = await c.connected();
    socket.say(packet);
    await socket.verdict();
  }),
  ...each(named('polling,', PACKETS), async (c, packet) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.say(packet);
    await polling.gets.answer();
  }),

  'arrays too deep': async (c) => {
    const socket = await c.connected();
    socket.say(`42["message",${'['.repeat(200)}${']'.repeat(200)}]`); // thousands end the official server's process
    await socket.take();
  },
});
