#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tone.h"

enum { HEADER = 44, RATE = 24000 };

static const char *const sounds[] = {"in", "top-up", "out", "hold", "end", "bell"};

enum { SOUNDS = sizeof sounds / sizeof *sounds };

static struct buf make(const char *sound, double volume) {
  struct buf wav = {0};
  assert_true(tone_make(&wav, sound, volume));
  return wav;
}

static int32_t number(const struct buf *wav, size_t at, int bytes) {
  uint32_t value = 0;
  for (int i = bytes; i-- > 0;) value = value << 8 | (unsigned char)wav->data[at + (size_t)i];
  return bytes == 2 ? (int16_t)value : (int32_t)value;
}

static size_t samples(const struct buf *wav) { return (wav->len - HEADER) / 2; }

static int sample(const struct buf *wav, size_t at) { return number(wav, HEADER + at * 2, 2); }

// The middle pitch of a stretch, by counting where the wave crosses zero upwards.
static double pitch(const struct buf *wav, size_t from, size_t to) {
  int crossings = 0;
  for (size_t i = from + 1; i < to; i++) crossings += sample(wav, i - 1) < 0 && sample(wav, i) >= 0;
  return crossings * (double)RATE / (double)(to - from);
}

static int peak(const struct buf *wav) {
  int most = 0;
  for (size_t i = 0; i < samples(wav); i++)
    if (abs(sample(wav, i)) > most) most = abs(sample(wav, i));
  return most;
}

static void every_sound_is_a_whole_wav_file(void **state) {
  (void)state;
  for (size_t i = 0; i < SOUNDS; i++) {
    struct buf wav = make(sounds[i], 0.6);
    assert_memory_equal(wav.data, "RIFF", 4);
    assert_int_equal(number(&wav, 4, 4), wav.len - 8);
    assert_memory_equal(wav.data + 8, "WAVEfmt ", 8);
    assert_int_equal(number(&wav, 20, 2), 1);
    assert_int_equal(number(&wav, 22, 2), 1);
    assert_int_equal(number(&wav, 24, 4), RATE);
    assert_int_equal(number(&wav, 28, 4), RATE * 2);
    assert_int_equal(number(&wav, 34, 2), 16);
    assert_memory_equal(wav.data + 36, "data", 4);
    assert_int_equal(number(&wav, 40, 4), wav.len - HEADER);
    assert_in_range(samples(&wav), RATE / 4, RATE * 4);
    buf_finish(&wav);
  }
}

static void in_rises_out_falls_and_a_hold_is_level_short_and_quiet(void **state) {
  (void)state;
  static const struct {
    const char *sound;
    int direction;
  } rows[] = {{"in", 1}, {"top-up", 1}, {"out", -1}, {"hold", 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct buf wav = make(rows[i].sound, 1);
    size_t third = samples(&wav) / 3;
    double first = pitch(&wav, 0, third), last = pitch(&wav, 2 * third, 3 * third);
    if (rows[i].direction > 0) assert_true(last > first * 1.08);
    if (rows[i].direction < 0) assert_true(first > last * 1.08);
    if (rows[i].direction == 0) assert_true(last < first * 1.04 && first < last * 1.04);
    buf_finish(&wav);
  }
  struct buf hold = make("hold", 1), in = make("in", 1), out = make("out", 1);
  assert_true(hold.len < in.len && hold.len < out.len && peak(&hold) < peak(&in) && peak(&hold) < peak(&out));
  buf_finish(&hold);
  buf_finish(&in);
  buf_finish(&out);
}

static void all_sounds_differ(void **state) {
  (void)state;
  for (size_t i = 0; i < SOUNDS; i++)
    for (size_t j = 0; j < i; j++) {
      struct buf a = make(sounds[i], 0.5), b = make(sounds[j], 0.5);
      assert_true(a.len != b.len || memcmp(a.data, b.data, a.len) != 0);
      buf_finish(&a);
      buf_finish(&b);
    }
}

// Nothing startles: no click at either end, no step in between, and never louder than was asked for.
static void a_sound_comes_softly_and_goes_softly(void **state) {
  (void)state;
  for (size_t i = 0; i < SOUNDS; i++) {
    struct buf wav = make(sounds[i], 1);
    size_t count = samples(&wav);
    assert_true(abs(sample(&wav, 0)) < 100 && abs(sample(&wav, count - 1)) < 100);
    for (size_t at = 1; at < count; at++) assert_true(abs(sample(&wav, at) - sample(&wav, at - 1)) < 2600);
    assert_in_range(peak(&wav), 4000, 17000);
    buf_finish(&wav);
  }
}

static void volume_scales_down_to_silence(void **state) {
  (void)state;
  struct buf loud = make("bell", 1), half = make("bell", 0.5), silent = make("bell", 0);
  assert_true(abs(peak(&loud) - 2 * peak(&half)) < 4);
  assert_int_equal(peak(&silent), 0);
  buf_finish(&loud);
  buf_finish(&half);
  buf_finish(&silent);
}

static void there_are_no_other_sounds(void **state) {
  (void)state;
  static const char *const names[] = {"", "IN", "inn", "../in", "gong"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct buf wav = {0};
    assert_false(tone_is_known(names[i]));
    assert_false(tone_make(&wav, names[i], 1));
    assert_int_equal(wav.len, 0);
  }
  for (size_t i = 0; i < SOUNDS; i++) assert_true(tone_is_known(sounds[i]));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_sound_is_a_whole_wav_file),
      cmocka_unit_test(in_rises_out_falls_and_a_hold_is_level_short_and_quiet),
      cmocka_unit_test(all_sounds_differ),
      cmocka_unit_test(a_sound_comes_softly_and_goes_softly),
      cmocka_unit_test(volume_scales_down_to_silence),
      cmocka_unit_test(there_are_no_other_sounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
