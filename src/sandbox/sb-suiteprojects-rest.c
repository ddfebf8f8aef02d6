/* sb-suiteprojects-rest.c */
#include "sb-suiteprojects.h"

void
sb_spp_refuse_rest (SbResponse *response, guint status, const char *message)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_object_set_string_member (object, "message", message);
  json_node_set_object (node, object);
  json = json_to_string (node, FALSE);
  sb_response_set_json (response, status, json);
}

void
sb_spp_handle_rest (SbSandbox *self, const SbRequest *request, SbResponse *response)
{
  sb_spp_refuse_rest (response, 404, "Not found");
}
