import { writeFileSync } from 'node:fs';
import { currentPage, page } from './tablesText.ts';

writeFileSync(page, currentPage());
