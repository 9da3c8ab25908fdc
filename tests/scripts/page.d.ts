// What the scripts find in a page: elements of our templates, the events of htmx, and those they send each other.

type Chosen<S extends string> = import("typed-query-selector/parser.js").ParseSelector<S, HTMLElement>;

interface ParentNode {
  querySelector<S extends string>(selectors: S): Chosen<S> | null;
  querySelectorAll<S extends string>(selectors: S): NodeListOf<Chosen<S>>;
}

interface Element {
  closest<S extends string>(selectors: S): Chosen<S> | null;
}

/** Elements that are looked up by their id and are more than any element is. */
interface Named {
  "away-words": HTMLTemplateElement;
  camera: HTMLDialogElement;
  idle: HTMLTemplateElement;
  lock: HTMLDialogElement;
  "party-more": HTMLInputElement;
  picture: HTMLImageElement;
  reply: HTMLFormElement;
  handover: HTMLFormElement;
  more: HTMLInputElement;
  scan: HTMLInputElement;
  text: HTMLTextAreaElement;
}

interface Document {
  getElementById<I extends keyof Named>(id: I): Named[I] | null;
}

/** Fields of our forms that scripts read or fill. */
interface HTMLFormControlsCollection {
  nonce: HTMLInputElement;
  text: HTMLInputElement;
  ticket: HTMLInputElement;
  seen: HTMLInputElement;
}

/** Where an event may come from: of what was pressed or typed into, the element. */
interface Sources {
  submit: HTMLFormElement;
  change: HTMLInputElement;
  input: HTMLInputElement | HTMLTextAreaElement;
  toggle: HTMLDetailsElement;
}
type From<K, E> = E & { target: K extends keyof Sources ? Sources[K] : HTMLElement };

interface Document {
  addEventListener<K extends keyof DocumentEventMap>(
    kind: K,
    act: (event: From<K, DocumentEventMap[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
interface HTMLElement {
  addEventListener<K extends keyof HTMLElementEventMap>(
    kind: K,
    act: (this: HTMLElement, event: From<K, HTMLElementEventMap[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

interface HTMLInputElement {
  addEventListener<K extends keyof HTMLElementEventMap>(
    kind: K,
    act: (event: From<K, HTMLElementEventMap[K]>) => unknown,
  ): void;
}

/** What did not come is nothing. */
interface Promise<T> {
  catch(otherwise: (fault: any) => null): Promise<T>;
}

/** What the parts of a page at the door say when they are asked whether they work (`door/beat.js`). */
interface Alive {
  alive: Set<string>;
  trouble: Set<string>;
  /** Steps that are kept and not delivered, and the seconds since the first of them. */
  waiting?: number;
  oldest?: number;
}

/** The battery of a tablet; TypeScript knows none. */
interface BatteryManager {
  charging: boolean;
  level: number;
}
interface Navigator {
  getBattery?(): Promise<BatteryManager>;
}

interface OurEvents {
  "giliran:alive": CustomEvent<Alive>;
  "giliran:answer": CustomEvent<null>;
  "giliran:back": CustomEvent<null>;
  "giliran:heed": CustomEvent<Response>;
  "giliran:line": CustomEvent<{ is_cut: boolean }>;
  "giliran:locked": CustomEvent<null>;
  "giliran:scan": CustomEvent<{ text: string }>;
  "giliran:tone": CustomEvent<{ name: string }>;
  "giliran:undone": CustomEvent<{ keys: string[] }>;
  "giliran:unsent": CustomEvent<null>;
  "live:leaving": CustomEvent<null>;
  "live:news": CustomEvent<null>;
  "live:open": CustomEvent<null>;
  "live:silent": CustomEvent<null>;
  "phone:turn": CustomEvent<{ title: string; text: string }>;
  "sound:change": CustomEvent<null>;
  "sound:test": CustomEvent<null>;
  "sound:trial": CustomEvent<null>;
  "trial:call": CustomEvent<number>;
}

interface HtmxRequest {
  boosted: boolean;
  elt: HTMLElement;
  formData: FormData;
  triggeringEvent?: Event;
  verb: string;
}
interface HtmxStep {
  boosted: boolean;
  elt: HTMLElement;
  requestConfig: HtmxRequest;
  shouldSwap: boolean;
  target: HTMLElement;
  xhr: XMLHttpRequest;
  /** Of what takes the place of something elsewhere on the page. */
  fragment: DocumentFragment;
}
interface HtmxSocket {
  reconnect(): void;
  send(text: string): void;
}
interface HtmxEvents {
  "htmx:afterRequest": CustomEvent<HtmxStep>;
  "htmx:afterSettle": CustomEvent<HtmxStep>;
  "htmx:afterSwap": CustomEvent<HtmxStep>;
  "htmx:beforeRequest": CustomEvent<HtmxStep>;
  "htmx:beforeSend": CustomEvent<HtmxStep>;
  "htmx:beforeSwap": CustomEvent<HtmxStep>;
  "htmx:configRequest": CustomEvent<HtmxRequest>;
  "htmx:confirm": CustomEvent<{
    elt: HTMLElement;
    issueRequest(skipConfirmation: boolean): void;
    triggeringEvent?: SubmitEvent & { submitter: HTMLButtonElement };
    verb: string;
  }>;
  "htmx:load": CustomEvent<{ elt: HTMLElement }>;
  "htmx:oobBeforeSwap": CustomEvent<HtmxStep>;
  "htmx:sendError": CustomEvent<HtmxStep>;
  "htmx:timeout": CustomEvent<HtmxStep>;
  "htmx:wsAfterMessage": CustomEvent<{ message: string; socketWrapper: HtmxSocket }>;
  "htmx:wsBeforeMessage": CustomEvent<{ message: string; socketWrapper: HtmxSocket }>;
  "htmx:wsClose": CustomEvent<{ event: CloseEvent; socketWrapper: HtmxSocket }>;
  "htmx:wsOpen": CustomEvent<{ event: Event; socketWrapper: HtmxSocket }>;
  "htmx:xhr:progress": CustomEvent<{ lengthComputable: boolean; loaded: number; total: number }>;
}
interface DocumentEventMap extends OurEvents, HtmxEvents {}
interface HTMLElementEventMap extends OurEvents, HtmxEvents {}

declare const htmx: typeof import("htmx.org").default;

interface Window {
  ahead: Ahead;
  proof: Proof;
  BarcodeDetectionAPI?: {
    BarcodeDetector: typeof BarcodeDetector;
    prepareZXingModule(facts: { overrides: { locateFile(): string } }): void;
  };
  htmx?: typeof htmx;
  webkitAudioContext?: typeof AudioContext;
}

/** The browser's reader of QR codes, or ours; TypeScript knows none. */
declare class BarcodeDetector {
  constructor(facts: { formats: string[] });
  static getSupportedFormats(): Promise<string[]>;
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface MediaTrackCapabilities {
  torch?: boolean;
}
interface MediaTrackConstraintSet {
  torch?: boolean;
}

/** What `shared/ahead.js` gives to the desks' other scripts. */
interface Ahead {
  waits(): boolean;
  is_early(): boolean;
  take(act: () => void, lasts?: number, late?: () => void): void;
  forget(): void;
  begin(): void;
  end(): void;
}
declare const ahead: Ahead;

/** What `counter/proof.js` gives to the counter's keys. */
interface Proof {
  pick(digit: string): void;
  go_on(): void;
}
declare const proof: Proof;

/** What the guard did, as the door keeps it until the office has answered. */
interface KeptStep {
  office: string;
  nonce: string;
  path: string;
  fields: [string, string][];
  at: number;
}
/** What came back refused. */
interface ReturnedStep {
  id?: number;
  office: string;
  at: number;
  what: string;
  said: string;
}

/** What is sent of a photo, in pieces; of one that is there already, no more than its end is asked for. */
interface Sendable {
  size: number;
  slice(from?: number, to?: number): Blob;
  isThere?: boolean;
}
type ShowsWay = (share: number, cut: boolean, all: boolean, words?: string) => void;

/** Of a signature: parts of the field's width and height. */
type Point = [number, number];

interface Sample {
  samples: Float32Array<ArrayBuffer>;
  rate: number;
}

// --- the screens

interface Sentence {
  language: string;
  text: string;
  url: string;
}
interface Spoken {
  key: string;
  isTest?: boolean;
  sentences: Sentence[];
}
interface Call extends Spoken {
  repeat: number;
}
interface Medium {
  kind: string;
  src: string;
  seconds: number;
  title: string;
}
