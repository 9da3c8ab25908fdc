// What scripts without a page find around them: service workers, and in the last lines what hears the microphone.

interface WorkerGlobalScope {
  readonly clients: Clients;
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(kind: "message", act: (event: ExtendableMessageEvent & { source: Client }) => void): void;
  addEventListener<K extends keyof ServiceWorkerGlobalScopeEventMap>(
    kind: K,
    act: (event: ServiceWorkerGlobalScopeEventMap[K]) => void,
  ): void;
}

/** What does not come is nothing. */
interface Promise<T> {
  catch(otherwise: (fault: any) => null): Promise<T>;
}

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;
