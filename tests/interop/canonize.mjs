// Canonical N-Quads by rdf-canonize, to compare with ours.
// stdin: ["<N-Quads>", ...]; stdout: ["<canonical N-Quads>", ...], null where it gives up.

import {createRequire} from 'node:module';
import {text} from 'node:stream/consumers';

// A dependency of the verifier, so found from there.
const require = createRequire(import.meta.resolve('jsonld'));
const canonize = require('rdf-canonize');

const results = [];
for(const input of JSON.parse(await text(process.stdin))) {
  try {
    results.push(await canonize.canonize(input, {
      algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', format: 'application/n-quads', maxWorkFactor: 3
    }));
  } catch{
    results.push(null);
  }
}
process.stdout.write(JSON.stringify(results) + '\n');
