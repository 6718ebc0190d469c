/**
 * Checks who signed a request, and that its body is the signed one; shared by EC2 and S3.
 *
 * <p>{@link io.nova.frontend.aws.AwsAuthenticator} is the one door: a request that does not pass it
 * has no caller. What fails before the body is read is an {@link
 * io.nova.model.AuthenticationFailedException}; a body that turns out wrong fails while it is read,
 * with a {@link io.nova.frontend.aws.BodyFaultException}, and always before its end is reported: a
 * front end that commits at the end of the body never commits a wrong one.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.frontend.aws;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
