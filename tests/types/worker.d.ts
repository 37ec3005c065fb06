// What the service worker finds besides what the browser has.

/** The site's version and its files, which the build puts in. */
declare const SITE: any;

interface WorkerNavigator {
  /** Not in every browser. */
  connection?: { saveData: boolean; effectiveType: string };
}

// The scope of a service worker, which the library knows under a name of its own.
interface WorkerGlobalScope {
  readonly clients: Clients;
  readonly registration: ServiceWorkerRegistration;
  readonly serviceWorker: ServiceWorker;
  addEventListener(type: string, listen: (event: any) => void): void;
  skipWaiting(): Promise<void>;
}
