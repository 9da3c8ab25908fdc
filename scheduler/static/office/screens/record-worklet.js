// Hands what the microphone hears on to the page, in pieces as they come.
registerProcessor("recorder", class extends AudioWorkletProcessor {
  /** @param {Float32Array[][]} heard */
  process([input]) {
    if (input.length) this.port.postMessage(input[0].slice());
    return true;
  }
});
