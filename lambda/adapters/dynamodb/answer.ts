import { ServiceError } from '../aws/json-answer';

/** DynamoDB, or something in its stead, refused or did not make sense. Its own message stays out: it repeats input. */
export function dynamoDbError(name: string, status: number): ServiceError {
  return new ServiceError('DynamoDB', name, status);
}
