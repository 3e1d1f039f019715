import { parse, visit, type ASTNode, type EnumTypeDefinitionNode } from 'graphql';

/**
 * What AppSync's parser refuses of a schema that the GraphQL specification allows: descriptions, which users have been told of by
 * "Failed to parse schema document" since 2019 (aws/aws-appsync-community#38), and comments inside an enum (#55, #410).
 * Throws if it is no GraphQL at all.
 */
export function refusedByAppSync(sdl: string): string[] {
  const problems: string[] = [];
  const enter = (node: ASTNode) => {
    const { description } = node as { readonly description?: { readonly value: string } };
    if (description !== undefined) {
      problems.push(`a description, ${JSON.stringify(description.value)}: make it a comment`);
    }
    if (node.kind === 'EnumTypeDefinition' && textOf(node, sdl).includes('#')) {
      problems.push(`a comment in the enum ${node.name.value}: put it in front`);
    }
  };
  visit(parse(sdl), { enter });
  return problems;
}

function textOf({ loc }: EnumTypeDefinitionNode, sdl: string): string {
  return sdl.slice(loc?.start, loc?.end);
}
