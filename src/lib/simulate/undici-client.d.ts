// undici's own index loads its fetch, its caches and its test doubles as well: ten times the code.
declare module 'undici/lib/dispatcher/client.js' {
  import type {Client} from 'undici'
  const ClientAlone: typeof Client
  export default ClientAlone
}
