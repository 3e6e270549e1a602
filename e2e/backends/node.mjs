// Usage of all of these: KEY CHANNEL DATA prints a token for CHANNEL; with URL EVENT it publishes instead. DATA is JSON.
import { pathToFileURL } from 'node:url';

const [library, key, channel, data, url, event] = process.argv.slice(2);
const { joinToken, publish } = await import(pathToFileURL(library));
console.log(url ? await publish(url, key, channel, event, JSON.parse(data)) : joinToken(key, channel, { data: JSON.parse(data) }));
