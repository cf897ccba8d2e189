// A transcript from anywhere: it is read, or refused with a sentence; what was read can be compared.
#include <stdint.h>
#include <stdlib.h>

#include "transcript.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct transcript transcript;
  struct fault fault = {{0}};
  struct buf out = {0}, line = {0};
  bool ok = transcript_read(&transcript, "t", (const char *)data, size, &fault);
  if (!ok && !fault.text[0]) abort();
  while (transcript.part.answer(transcript.part.context, NULL, &line)) buf_clear(&line);
  for (size_t lines = 0; lines < transcript.acts_count; lines++) transcript.part.act(transcript.part.context, SIZE_MAX);
  if (transcript.body && transcript_compare(&out, transcript.body, transcript.body)) abort();
  transcript_finish(&transcript);
  transcript_init(&transcript);
  transcript_add_answers(&transcript, (const char *)data, size);
  transcript_finish(&transcript);
  buf_finish(&out);
  buf_finish(&line);
  return 0;
}
