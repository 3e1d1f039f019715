/** The Region that a user pool is in, which its id begins with: `{Region}_{id}`. Its keys, too, are looked for there. */
export function regionOf(userPoolId: string): string {
  return userPoolId.split('_')[0] ?? '';
}
