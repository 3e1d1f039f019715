import { Duration } from 'aws-cdk-lib';

import { isRedirectUrl } from '../sign-out-api/logout-urls';

/** A setting: how it is written. */
export interface SettingRule<T> {
  /** What stands for a setting that is not given; undefined if nothing does. */
  readonly default?: string;
  /** For people: what is allowed. */
  readonly allowed: string;
  /** The value, or undefined if it is not allowed. */
  readonly parse: (text: string) => T | undefined;
}

/** A duration: a whole number of seconds, minutes, hours or days. Bounds and step are in seconds. */
export function duration(
  byDefault: string,
  allowed: string,
  { min, max, step }: { min: number; max: number; step: number },
): SettingRule<Duration> {
  return {
    default: byDefault,
    allowed,
    parse: (text) => {
      const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
      const seconds = Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? NaN);
      return seconds >= min && seconds <= max && seconds % step === 0 ? Duration.seconds(seconds) : undefined;
    },
  };
}

/** Comma-separated items without repetition. */
export function list<T>(text: string, parse: (item: string) => T | undefined): T[] | undefined {
  const items = text.split(',').map((item) => parse(item.trim()));
  const isValid = items.every((item) => item !== undefined) && new Set(items).size === items.length;
  return isValid ? items : undefined;
}

/** An origin as browsers send it: scheme, host and port, with nothing behind (RFC 6454 §6.2). */
export function origin(item: string): string | undefined {
  const isOrigin = /^https?:[^*]+$/.test(item) && URL.canParse(item) && new URL(item).origin === item;
  return isOrigin ? item : undefined;
}

/** An address that managed login may send a browser to. */
export function redirectUrl(item: string): string | undefined {
  return isRedirectUrl(item) ? item : undefined;
}
