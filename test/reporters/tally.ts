import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';

/** Lines of a failure that are repeated at the end. */
const linesRepeated = 8;

/**
 * Ends the output with every failure in few lines, for whoever sees only the end of a long log, and the closing line `N passed, N failed,
 * N skipped`; files that could not even load count as failed.
 */
export default class Tally implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const failures: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) {
        count.failed += 1;
        failures.push(brief(module.relativeModuleId, module.errors()));
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'passed') count.passed += 1;
        else if (state === 'failed') {
          count.failed += 1;
          failures.push(brief(`${module.relativeModuleId}: ${test.fullName}`, errors));
        } else count.skipped += 1;
      }
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.on('exit', () => {
      for (const failure of failures) console.log(failure);
      console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
    });
  }
}

/** The first error is the cause; those after it come from clearing up. */
function brief(name: string, errors: ReadonlyArray<{ readonly message: string; readonly diff?: string }>): string {
  const [first] = errors;
  const words = stripVTControlCharacters([first?.message, first?.diff].filter(Boolean).join('\n'));
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  return [`FAILED ${name}`, ...lines.slice(0, linesRepeated).map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}
