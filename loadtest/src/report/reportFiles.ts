import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { htmlOf } from './html.ts';
import { type LoadReport, loadReport } from './loadReport.ts';

/** Writes `<folder>/<time>/report.{json,html}`; @returns the folder of this report. */
export function writeReport(folder: string, report: LoadReport): string {
  const own = path.join(folder, report.at.replace(/[:.]/g, '-'));
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(own, 'report.html'), htmlOf(report));
  return own;
}

/** The newest report of the same load on the same target that says something about it; what cannot be read is passed over. */
export function lastReport(
  folder: string,
  like: Pick<LoadReport, 'what' | 'profile' | 'against'>,
): LoadReport | undefined {
  let names: string[];
  try {
    names = readdirSync(folder).toSorted().reverse();
  } catch {
    // There has been no run yet.
    return undefined;
  }
  for (const name of names) {
    const report = readReport(path.join(folder, name, 'report.json'));
    const isAlike = report?.what === like.what && report.profile === like.profile && report.against === like.against;
    if (report?.judged && isAlike) return report;
  }
  return undefined;
}

function readReport(file: string): LoadReport | undefined {
  try {
    return loadReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Of another version, or half written by a run that was ended.
    return undefined;
  }
}
