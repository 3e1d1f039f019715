import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { CognitoSignOutStack } from '../../lib/app/cognito-sign-out-stack';
import { readSettings } from '../../lib/app/read-settings';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** The feature flags that the app is deployed with. */
export function cdkContext(): Record<string, unknown> {
  const file = path.join(__dirname, '../../cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, unknown> }).context;
}

/** The stack as it is deployed, with some settings. */
export function stackWith(settings: Record<string, unknown> = {}): Stack {
  return new CognitoSignOutStack(new App({ context: cdkContext() }), 'CognitoSignOut', {
    settings: readSettings(settings),
  });
}

/** Its template. */
export function templateWith(settings: Record<string, unknown> = {}): Template {
  return Template.fromStack(stackWith(settings));
}

/** All resources of a type. */
export function resourcesOf(template: Template, type: string): Resource[] {
  return Object.values(template.findResources(type)) as Resource[];
}

/** The properties of all resources of a type, by logical id. */
export function resourcesById(template: Template, type: string): [string, Resource['Properties']][] {
  const resources = Object.entries(template.findResources(type) as Record<string, Partial<Resource>>);
  return resources.map(([id, { Properties = {} }]) => [id, Properties]);
}

/** How many resources of each type there are. */
export function resourceTypesOf(template: Template): Record<string, number> {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}
