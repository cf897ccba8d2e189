// What `tend doctor` found, for programs; see doctor.h.
#include "doctor.h"

static json_t *names(unsigned stoppers) {
  json_t *list = json_array();
  for (unsigned bit = 1; bit <= stoppers; bit <<= 1)
    if (stoppers & bit) json_array_append_new(list, json_string(stopper_name((enum stopper)bit)));
  return list;
}

static json_t *ways(const struct trial *trial) {
  json_t *list = json_array();
  for (int way = 0; way < WAY_COUNT; way++)
    json_array_append_new(
        list, json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", way_name((enum way)way), "words",
                        way_words((enum way)way), "out", stopper_is_none(trial->ways[way].by), "stopped_by",
                        stopper_name(trial->ways[way].by), "also", names(trial->ways[way].also)));
  return list;
}

static json_t *sandbox(const struct trial *trial, const struct fault *unsealed) {
  if (unsealed) return json_pack("{s:b, s:s}", "sealed", false, "error", unsealed->text);
  return json_pack("{s:b, s:I, s:i, s:o}", "sealed", true, "out", (json_int_t)trial->out, "landlock", trial->landlock,
                   "ways", ways(trial));
}

static json_t *describe(const struct check *check) {
  json_t *object = json_pack("{s:s, s:b, s:s, s:s}", "name", check->name, "fine", check->fine, "text",
                             buf_text(&check->text), "advice", buf_text(&check->advice));
  // A path may be no UTF-8, which JSON cannot hold.
  if (!object) object = json_pack("{s:s, s:b}", "name", check->name, "fine", check->fine);
  if (check->details) json_object_set(object, "details", check->details);
  return object;
}

json_t *doctor_json(const struct trial *trial, const struct fault *unsealed, const struct check checks[CHECKS]) {
  json_t *list = json_array();
  for (int i = 0; i < CHECKS; i++) json_array_append_new(list, describe(&checks[i]));
  return json_pack("{s:o, s:o}", "sandbox", sandbox(trial, unsealed), "checks", list);
}
