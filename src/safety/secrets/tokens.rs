//! Tokens with a prefix that makes leaked ones easy to find. Each entry names where
//! the vendor documents the form.

use std::ops::Range;

use super::alphabet::Alphabet::{Base32, Base62, Base64, Base64Url, Digit, Hex, Lower, Upper};
use super::alphabet::Part::{self, Of, Text};
use super::alphabet::{is_word, matched, may_be_longer};
use super::random::{has_checksum, is_cut_off, is_random};

/// A form of token.
#[derive(Debug)]
pub(super) struct Token {
    /// What it is, to be read after «this looks like».
    pub(super) what: &'static str,
    /// What it begins with; one of these.
    pub(super) prefixes: &'static [&'static str],
    /// What follows the prefix.
    parts: &'static [Part],
}

macro_rules! tokens {
    ($($what:literal [$($prefix:literal)+] $($part:expr)+;)*) => {
        &[$(Token { what: $what, prefixes: &[$($prefix),+], parts: &[$($part),+] }),*]
    };
}

/// Every form, sorted by maker.
pub(super) const TOKENS: &[Token] = tokens! {
    // age-encryption.org/v1: Bech32 of 32 bytes.
    "an age key" ["AGE-SECRET-KEY-1"] Of(Upper, 58, 58);
    // docs.anthropic.com: API and OAuth keys.
    "an Anthropic API key" ["sk-ant-"] Of(Base64Url, 60, 160);
    // support.atlassian.com: «Manage API tokens»; Bitbucket's app passwords and repository tokens.
    "an Atlassian token" ["ATATT3" "ATCTT3" "ATSTT3"] Of(Base64Url, 50, 300) ;
    "a Bitbucket app password" ["ATBB"] Of(Base62, 28, 36);
    // docs.aws.amazon.com/IAM: «Unique identifiers», AKIA for long-term and ASIA for temporary keys.
    "an AWS access key" ["AKIA" "ASIA"] Of(Base32, 16, 16);
    "an Amazon Bedrock API key" ["ABSKQmVkcm9ja0FQSUtleS"] Of(Base64, 80, 300);
    // buildkite.com/docs/apis/managing-api-tokens.
    "a Buildkite token" ["bkua_"] Of(Hex, 40, 40);
    // circleci.com/docs/managing-api-tokens.
    "a CircleCI token" ["CCIPAT_"] Of(Base62, 15, 30) Text("_") Of(Lower, 40, 40);
    // developers.cloudflare.com/fundamentals/api/get-started/token-formats: 40 characters and a checksum.
    "a Cloudflare token" ["cfk_" "cfut_" "cfat_"] Of(Base62, 44, 60);
    "a Cloudflare Origin CA key" ["v1.0-"] Of(Hex, 24, 64) Text("-") Of(Hex, 100, 200);
    // docs.databricks.com/dev-tools/auth/pat.
    "a Databricks token" ["dapi"] Of(Hex, 32, 32);
    // docs.digitalocean.com/reference/api/create-personal-access-token.
    "a DigitalOcean token" ["dop_v1_" "doo_v1_" "dor_v1_"] Of(Hex, 64, 64);
    // docs.docker.com/security/access-tokens.
    "a Docker Hub token" ["dckr_pat_" "dckr_oat_"] Of(Base64Url, 27, 40);
    // docs.doppler.com/docs/service-tokens.
    "a Doppler token" ["dp.pt." "dp.ct." "dp.sa." "dp.scim." "dp.audit."] Of(Base62, 40, 44);
    "a Doppler token" ["dp.st."] Of(Base64Url, 2, 40) Text(".") Of(Base62, 40, 44);
    // docs.dynatrace.com/docs/manage/identity-access-management/access-tokens: public and secret part.
    "a Dynatrace token" ["dt0c01." "dt0s01." "dt0s02."] Of(Base62, 24, 24) Text(".") Of(Base62, 64, 64);
    // fly.io/docs/security/tokens.
    "a Fly.io token" ["fm1_" "fm1r_" "fm2_" "fo1_"] Of(Base64, 43, 700);
    // github.blog/2021-04-05-behind-githubs-new-authentication-token-formats.
    "a GitHub token" ["ghp_" "gho_" "ghu_" "ghs_" "ghr_"] Of(Base62, 36, 255);
    "a GitHub token" ["github_pat_"] Of(Base62, 22, 22) Text("_") Of(Base62, 59, 59);
    // docs.gitlab.com/security/tokens: «Token prefixes».
    "a GitLab token"
        ["glpat-" "gloas-" "gldt-" "glrt-" "glrtr-" "glcbt-" "glptt-" "glft-" "glimt-" "glagent-" "glwt-"
         "glsoat-" "glffct-" "GR1348941"] Of(Base64Url, 20, 300);
    // cloud.google.com/docs/authentication/api-keys; OAuth client secrets and access tokens.
    "a Google API key" ["AIza"] Of(Base64Url, 35, 35);
    "a Google OAuth client secret" ["GOCSPX-"] Of(Base64Url, 28, 28);
    "a Google access token" ["ya29."] Of(Base64Url, 30, 1024);
    // grafana.com/docs: service accounts (with a CRC-32 in hexadecimal) and access policies.
    "a Grafana token" ["glsa_"] Of(Base62, 32, 32) Text("_") Of(Hex, 8, 8);
    "a Grafana Cloud token" ["glc_"] Of(Base64, 40, 400);
    "a Grafana API key" ["eyJrIjoi"] Of(Base64, 60, 400);
    // goharbor.io and docs.pulumi.com: «Access tokens».
    "a Pulumi token" ["pul-"] Of(Hex, 40, 40);
    // developer.hashicorp.com/vault/docs/concepts/tokens: service, batch and recovery tokens.
    "a Vault token" ["hvs." "hvr."] Of(Base64Url, 24, 400);
    "a Vault batch token" ["hvb."] Of(Base64Url, 80, 600);
    // devcenter.heroku.com/changelog-items/3175.
    "a Heroku API key" ["HRKU-"] Of(Base64Url, 36, 70);
    // huggingface.co/docs/hub/security-tokens.
    "a Hugging Face token" ["hf_"] Of(Base62, 34, 40);
    // jfrog.com/help: API keys and reference tokens.
    "a JFrog API key" ["AKCp"] Of(Base62, 60, 80);
    "a JFrog token" ["cmVmdGtuO"] Of(Base62, 50, 70);
    // linear.app/developers and developers.notion.com.
    "a Linear API key" ["lin_api_"] Of(Base62, 40, 40);
    "a Notion token" ["ntn_"] Of(Base62, 40, 60);
    "a Notion token" ["secret_"] Of(Base62, 43, 43);
    // www.mongodb.com/docs/atlas: service accounts.
    "a MongoDB Atlas secret" ["mdb_sa_sk_"] Of(Base64Url, 40, 40);
    // developers.netlify.com: personal access tokens.
    "a Netlify token" ["nfp_"] Of(Base62, 36, 44);
    // docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys.
    "a New Relic API key" ["NRAK-"] Of(Upper, 27, 27);
    // docs.npmjs.com/about-access-tokens.
    "an npm token" ["npm_"] Of(Base62, 36, 36);
    // developer.1password.com/docs/service-accounts/security.
    "a 1Password token" ["ops_eyJ"] Of(Base64, 200, 1500);
    // platform.openai.com/docs/api-reference/authentication, and openrouter.ai/docs.
    "an OpenAI API key" ["sk-proj-" "sk-svcacct-" "sk-admin-"] Of(Base64Url, 40, 200);
    "an OpenAI API key" ["sk-"] Of(Base62, 48, 51);
    "an OpenRouter API key" ["sk-or-v1-"] Of(Hex, 64, 64);
    // docs.redhat.com/en/documentation/openshift_container_platform: OAuth access tokens.
    "an OpenShift token" ["sha256~"] Of(Base64Url, 43, 43);
    // docs.openstack.org/keystone/latest/admin/fernet-token-faq.html; github.com/fernet/spec: version 0x80,
    // then a time whose first four bytes are zero. At least 73 bytes.
    "a Fernet token, as used by OpenStack" ["gAAAAAB"] Of(Base64Url, 91, 1000);
    // planetscale.com/docs/api/reference/service-tokens.
    "a PlanetScale token" ["pscale_tkn_" "pscale_pw_" "pscale_oauth_"] Of(Base64Url, 32, 64);
    // learning.postman.com/docs/developer/postman-api/authentication.
    "a Postman API key" ["PMAK-"] Of(Hex, 24, 24) Text("-") Of(Hex, 34, 34);
    // pypi.org/help/#apitoken: a macaroon for pypi.org or test.pypi.org.
    "a PyPI token" ["pypi-AgE"] Of(Base64Url, 60, 1000);
    // guides.rubygems.org/api-key-scopes.
    "a RubyGems API key" ["rubygems_"] Of(Hex, 48, 48);
    // www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys.
    "a SendGrid API key" ["SG."] Of(Base64Url, 20, 24) Text(".") Of(Base64Url, 39, 50);
    // docs.sentry.io/api/auth: organisation and user tokens.
    "a Sentry token" ["sntryu_"] Of(Hex, 64, 64);
    "a Sentry token" ["sntrys_eyJ"] Of(Base64, 60, 500);
    // shopify.dev/docs/apps/build/authentication-authorization.
    "a Shopify token" ["shpat_" "shpca_" "shppa_" "shpss_"] Of(Hex, 32, 32);
    // api.slack.com/authentication/token-types.
    "a Slack token" ["xoxb-" "xoxp-" "xoxa-" "xoxr-" "xoxs-" "xoxe-" "xoxe.xoxb-" "xoxe.xoxp-" "xoxc-" "xoxd-"]
        Of(Base64Url, 24, 400);
    "a Slack token" ["xapp-"] Of(Digit, 1, 1) Text("-") Of(Upper, 9, 15) Text("-") Of(Digit, 8, 16) Text("-")
        Of(Hex, 40, 80);
    // docs.sonarsource.com: user, project and global analysis tokens.
    "a SonarQube token" ["squ_" "sqp_" "sqa_"] Of(Hex, 40, 40);
    // docs.stripe.com/keys: secret and restricted keys in live mode, and webhook secrets.
    "a Stripe live key" ["sk_live_" "rk_live_"] Of(Base62, 14, 250);
    "a Stripe webhook secret" ["whsec_"] Of(Base62, 32, 64);
    // supabase.com/docs/guides/api/api-keys.
    "a Supabase API key" ["sbp_"] Of(Lower, 40, 40);
    "a Supabase API key" ["sb_secret_"] Of(Base64Url, 31, 45);
    // tailscale.com/kb/1277/key-prefixes.
    "a Tailscale API key" ["tskey-auth-" "tskey-api-" "tskey-client-" "tskey-scim-" "tskey-webhook-"]
        Of(Base62, 10, 24) Text("-") Of(Base62, 20, 40);
    // www.twilio.com/docs/iam/api-keys: SK and 32 hexadecimal digits.
    "a Twilio API key" ["SK"] Of(Hex, 32, 32);
};

impl Token {
    /// The token whose prefix is at `prefix`.
    pub(super) fn find(&self, text: &str, prefix: Range<usize>) -> Option<Range<usize>> {
        if text[..prefix.start].ends_with(is_word) {
            return None;
        }
        let length = matched(self.parts, &text[prefix.end..])?;
        let end = prefix.end + length;
        let value = &text[prefix.end..end];
        // A token of one length is whole, whatever follows it.
        let is_whole = !is_cut_off(&text[end..]) || !may_be_longer(self.parts);
        (has_checksum(value) || (is_whole && is_random(value))).then_some(prefix.start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_can_match() {
        let mut prefixes: Vec<&str> = TOKENS.iter().flat_map(|token| token.prefixes).copied().collect();
        let count = prefixes.len();
        prefixes.sort_unstable();
        prefixes.dedup();
        assert_eq!(prefixes.len(), count, "a prefix stands twice");
        assert!(TOKENS.iter().all(|token| !token.parts.is_empty()));
    }
}
