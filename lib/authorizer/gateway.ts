/** What asks a Lambda authorizer: each kind has a function of its own, as each asks, and is answered, in its own form. */
export enum Gateway {
  /** HTTP APIs of API Gateway. */
  HTTP_API = 'HTTP_API',

  /** REST APIs of API Gateway. */
  REST_API = 'REST_API',

  /** WebSocket APIs of API Gateway, whose tokens do not stand in the query string. */
  WEB_SOCKET_API = 'WEB_SOCKET_API',

  /** GraphQL APIs of AppSync. */
  APP_SYNC = 'APP_SYNC',
}
