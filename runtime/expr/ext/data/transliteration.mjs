// Writes transliteration.txt.gz from the npm package transliteration 2.3.5 (MIT, see transliteration.LICENSE):
//   node transliteration.mjs DIRECTORY_OF_THE_PACKAGE
// One line for each code unit from 0 to the last one known; a line is what the character becomes, "\" escapes a newline.
import { createRequire } from 'module'; import { gzipSync } from 'zlib'; import { writeFileSync } from 'fs'; import { join } from 'path';
const dir = process.argv[2]; const { charmap } = createRequire(import.meta.url)(join(dir, 'dist/node/data/charmap.js'));
const last = Math.max(...Object.keys(charmap).map((k) => k.codePointAt(0))); const lines = [];
for (let i = 0; i <= last; i++) lines.push((charmap[String.fromCodePoint(i)] ?? '').replaceAll('\\', '\\\\').replaceAll('\n', '\\n'));
const here = new URL('.', import.meta.url).pathname;
writeFileSync(join(here, 'transliteration.txt.gz'), gzipSync(lines.join('\n'), { level: 9 }));
console.log(last, lines.length, Object.keys(charmap).filter((k) => k.length > 1).length);
