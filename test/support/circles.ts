/** What a template says of a resource. */
interface Resource {
  readonly DependsOn?: string | readonly string[];
  readonly [name: string]: unknown;
}

/** A circle among a template's resources, which CloudFormation would refuse: their logical ids, or none. */
export function circleIn(template: { readonly Resources?: Readonly<Record<string, Resource>> }): string[] {
  const { Resources = {} } = template;
  const needs = new Map(
    Object.entries(Resources).map(([id, resource]) => [
      id,
      [...referencesIn(resource), ...[resource.DependsOn ?? []].flat()].filter((other) => other in Resources),
    ]),
  );
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): string[] => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return [];
    for (const other of needs.get(id) ?? []) {
      const circle = visit(other, [...path, id]);
      if (circle.length > 0) return circle;
    }
    done.add(id);
    return [];
  };
  for (const id of needs.keys()) {
    const circle = visit(id, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': sub, ...rest } = value as Record<string, unknown>;
  return [
    ...(typeof ref === 'string' ? [ref] : []),
    ...(Array.isArray(getAtt) ? [String(getAtt[0])] : []),
    ...(sub === undefined ? [] : Array.from(JSON.stringify(sub).matchAll(/\$\{(\w+)/g), ([, id = '']) => id)),
    ...referencesIn(Object.values(rest)),
  ];
}
