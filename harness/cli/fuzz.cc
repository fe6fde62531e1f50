#include "harness/cli/fuzz_campaign.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/verbs.h"

namespace synspect::cli {

gate::ExitCode fuzz(Arguments args, Session& session) {
  const auto options = fuzz_options(args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  return FuzzCampaign{*options, session}.run();
}

}  // namespace synspect::cli
