// The same over HTTP: agent.url gets the request in a POST.
// usage: node position.mjs PORT VALUE [CONFIDENCE]
import { createServer } from "node:http";

const [port, value, confidence = "80"] = process.argv.slice(2);
createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { dimension } = JSON.parse(body);
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ values: Array(dimension).fill(value), confidence: Number(confidence) }));
}).listen(Number(port), "127.0.0.1");
