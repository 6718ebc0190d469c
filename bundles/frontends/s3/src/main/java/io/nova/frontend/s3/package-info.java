/** Speaks the protocol of S3: parses requests, calls the api, renders answers and errors. */
@NullMarked
package io.nova.frontend.s3;

import org.jspecify.annotations.NullMarked;
