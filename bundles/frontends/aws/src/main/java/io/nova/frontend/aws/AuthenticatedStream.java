package io.nova.frontend.aws;

import io.nova.api.objectstore.BodySums;
import io.nova.model.Caller;
import org.eclipse.jetty.server.Request;

/**
 * A request whose sender is known, while its body is still to be read.
 *
 * @param request to be used in place of the original: its body comes without chunk framing, its
 *     length and headers are those of the plain body, and reading it fails with a {@link
 *     BodyFaultException} instead of ending if it is not the body that was promised
 */
public record AuthenticatedStream(Caller caller, Request request) {

    /** Returns what is summed of the body of a request that was prepared here. */
    public static BodySums sums(Request request) {
        CheckedRequest checked = Request.as(request, CheckedRequest.class);
        return checked == null ? BodySums.NONE : checked.sums();
    }
}
