package io.nova.frontend.s3;

import java.io.IOException;

/** Answers one kind of request. */
@FunctionalInterface
interface S3Operation {

    /** Answers, now or later; what is thrown before becomes an error. */
    void perform(S3Call call) throws IOException;
}
