package io.nova.frontend.s3;

import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.CannedAcl;

/** The access list in the headers of a write. */
final class AclFields {

    private static final String CANNED = "x-amz-acl";

    private AclFields() {}

    /** Returns the list for what is written; private if none is named. */
    static Acl acl(S3Call call) {
        return call.header(CANNED)
                .map(
                        word ->
                                CannedAcl.find(word)
                                        .orElseThrow(() -> S3Fault.badArgument(CANNED, word))
                                        .acl())
                .orElse(Acl.PRIVATE);
    }
}
