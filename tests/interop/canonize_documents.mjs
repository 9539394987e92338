// Canonical N-Quads of JSON-LD documents by jsonld.js in safe mode, one line for each.
//
// stdin:  a line {"<url>": {context}, ...}, then a document on each line
// stdout: {"text": "<canonical N-Quads>"} or {"error": "..."} on each line, in the order given

import {createInterface} from 'node:readline';
import jsonld from 'jsonld';

let contexts;

async function documentLoader(url) {
  if(contexts[url] === undefined) {
    throw new Error(`not in the document map: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: contexts[url], tag: 'static'};
}

const options = {
  algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, base: null, rdfDirection: 'i18n-datatype',
  produceGeneralizedRdf: false, documentLoader, maxWorkFactor: 3
};

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  if(contexts === undefined) {
    contexts = JSON.parse(line);
    continue;
  }
  let answer;
  try {
    answer = {text: await jsonld.canonize(JSON.parse(line), options)};
  } catch(error) {
    answer = {error: error.details?.event?.code ?? error.message};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
