/** pwa/build/libraries.py has it as Library. */
interface CompiledPart {
  /** Below site-packages. */
  path: string;
  /** Paths of those that it needs, also through others, by the names it has for them. */
  needs: Record<string, string>;
}

// What the build writes into every bundle (pwa/build/bundle.py).
interface BuildInfo {
  /** The application, as "module:attribute". */
  app: string;
  /** What it speaks: "auto", "asgi3", "asgi2" or "wsgi". */
  interface: string;
  name: string;
  /** 12 digits that name everything in dist/, the scripts as they are without these digits. */
  version: string;
  /** 12 digits that name what the pages, the service worker and the worker say to each other. */
  protocol: string;
  /** The folder in the origin private file system that holds the database. */
  storage: string;
  /** What the application finds in its environment besides what the runtime puts there. */
  environment: Record<string, string>;
  /** Paths below the scope that go to the network, each with its trailing slash. */
  networkPrefixes: string[];
  /** The path below the scope to which other apps share by POST, or "". */
  shareAction: string;
  /** Compiled parts of packages, each behind those that it needs. */
  libraries: CompiledPart[];
  /** Whether pages see navigator.onLine as true, whatever the network. */
  alwaysOnline: boolean;
  /** Whether to start from memory snapshots. */
  snapshot: boolean;
}
declare const BUILD: BuildInfo;

interface PrecacheEntry {
  /** Relative to the scope. */
  url: string;
  /** SHA-256, hexadecimal. */
  revision: string;
  /** Bytes. */
  size: number;
  /** Bytes over a connection that compresses. */
  compressed: number;
  /** The Content-Type that the application gives it, or another site; only of such files. */
  type?: string;
}
/** Only in the service worker's bundle. */
declare const PRECACHE: PrecacheEntry[];
/** What answers for addresses at other sites, "//host/path?query": paths below the scope. */
declare const VENDORED: Record<string, string>;
