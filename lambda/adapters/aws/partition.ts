/**
 * The domains of AWS's partitions, by how the names of their Regions begin; all others are `amazonaws.com`. Requests
 * are sent without the AWS SDK, so its own table is not at hand: a test holds this one against that.
 */
const DOMAINS = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
] as const;

/** The domain that AWS's services have in a Region, such as `amazonaws.com`. */
export function domainOf(region: string): string {
  return DOMAINS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'amazonaws.com';
}
