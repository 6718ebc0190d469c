package io.nova.frontend.aws;

import io.nova.sigv4.CanonicalRequest;
import io.nova.sigv4.CredentialScope;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV2;
import io.nova.sigv4.StringToSign;
import java.util.List;
import java.util.SortedSet;

/** What a request says about its sender, in time and well-formed, but not yet proven. */
sealed interface Claim {

    /** The access key as sent. */
    String accessKey();

    /** The signature as sent; compared in constant time. */
    Bytes signature();

    /** The signature in the way its version writes it. */
    String signatureText();

    /**
     * A claim of Version 4.
     *
     * @param presigned whether the signature stands in the query
     * @param payloadHash what was signed about the body
     */
    record V4(
            RequestHead head,
            boolean presigned,
            String accessKey,
            CredentialScope scope,
            String amzDate,
            SortedSet<String> signedHeaders,
            String payloadHash,
            Bytes signature)
            implements Claim {

        @Override
        public String signatureText() {
            return signature.hex();
        }

        CanonicalRequest canonical() {
            return CanonicalRequest.of(head, signedHeaders, payloadHash, scope.service());
        }

        StringToSign string(CanonicalRequest canonical) {
            return StringToSign.of(amzDate, scope, canonical);
        }
    }

    /**
     * A claim of Version 4 about the policy of a form.
     *
     * @param string the policy, as it stands in the form
     */
    record Policy(String accessKey, CredentialScope scope, StringToSign string, Bytes signature)
            implements Claim {

        @Override
        public String signatureText() {
            return signature.hex();
        }
    }

    /**
     * A claim of Version 2.
     *
     * @param strings what may have been signed: clients do not agree about one case
     */
    record V2(
            String accessKey,
            SigV2.Algorithm algorithm,
            List<StringToSign> strings,
            Bytes signature)
            implements Claim {

        @Override
        public String signatureText() {
            return signature.base64();
        }
    }
}
