import { headOf, jsonOf, linesOf, summaryOf, type Report } from './report';
import type { Result } from './result';
import type { Target } from './target';

/** Where a report goes. */
export interface Printer {
  readonly begin: (target: Target) => void;
  readonly result: (result: Result) => void;
  readonly end: (report: Report) => void;
}

/** Shows a report to people as it comes to be, or to programs when it is complete. */
export function createPrinter(json: boolean, print: (text: string) => void): Printer {
  let before: Result | undefined;
  if (json) {
    return {
      begin: () => undefined,
      result: () => undefined,
      end: (report) => {
        print(jsonOf(report));
      },
    };
  }
  return {
    begin: (target) => {
      print(headOf(target));
    },
    result: (result) => {
      print(linesOf(result, before));
      before = result;
    },
    end: (report) => {
      print(summaryOf(report));
    },
  };
}
