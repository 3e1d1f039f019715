import { util } from '@aws-appsync/utils';

export function request() {
  return { operation: 'Scan', limit: 100 };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result.items.length;
}
