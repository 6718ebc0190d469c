package io.nova.frontend.aws;

import io.nova.model.Caller;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds out who sent a request, and denies all others. Safe for use by many threads.
 *
 * <p>Every method throws {@link io.nova.model.AuthenticationFailedException} if the request is not
 * signed, or not as it should be, and {@link io.nova.model.UnavailableException} if nobody can tell
 * at present. A key that nobody has and a wrong signature take the same time.
 */
@ProviderType
public interface AwsAuthenticator {

    /**
     * Authenticates a request of the query protocol (EC2) and reads its parameters, from the query
     * and from the form in the body. Blocks until the body is there; the server limits its size.
     *
     * <p>Takes Version 4 by header or presigned, and Version 2. Both GET and POST.
     *
     * @throws io.nova.model.InvalidParameterException if the parameters cannot be read
     */
    AuthenticatedQuery query(Request request);

    /**
     * Authenticates a request for an object (S3); its body is checked while it is read.
     *
     * <p>Takes Version 4 by header or presigned, and Version 2 by header or presigned.
     *
     * @param bucketOfHost the bucket where the host names it (virtual-host style), else empty
     * @throws BodyFaultException if the head already promises a digest that is none
     */
    AuthenticatedStream object(Request request, String bucketOfHost);

    /**
     * Like {@link #object(Request, String)}, but takes a request without any trace of a signature,
     * good or bad, too: the body's own checksums still hold. Whether anyone may do what it asks is
     * for the front end to decide.
     *
     * @param nobody who sent a request that nobody signed
     */
    AuthenticatedStream object(Request request, String bucketOfHost, Caller nobody);

    /**
     * Finds out who signed the policy of a form that a browser sends (S3's POST). What the policy
     * says, and whether it still holds, is for the front end to see.
     *
     * <p>Takes Version 4 and Version 2.
     *
     * @param fields of the form, by their names in lower case
     * @return empty if the form has neither a policy nor a trace of a signature
     */
    Optional<Caller> form(Map<String, String> fields);
}
