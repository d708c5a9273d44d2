// Writes the generated parts of the documents anew: npm run documents
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedParts, withParts } from '../test/house/generated.ts';
import { documents } from '../test/house/documents.ts';
import { readHouse } from '../test/house/house.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const house = readHouse(root);
const parts = generatedParts(house);
for (const [path, text] of documents(house)) {
  const now = withParts(text, parts);
  if (now === text) continue;
  writeFileSync(`${root}/${path}`, now);
  console.log(path);
}
