package io.nova.frontend.ec2;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An action of the EC2 API: reads what came, calls the api once, renders. It decides nothing, and
 * catches nothing: {@link Ec2Errors} turns faults into codes. Safe for use by many threads.
 */
public interface Ec2Action {

    /** Returns what the action declares of itself; always the same. */
    ActionSpec spec();

    /** Performs the action; its parameters are of the types that it declares. */
    XmlBody perform(RequestContext context, Arguments call);

    /**
     * As {@link #perform}, for an action that waits for a host: it must not hold the request's
     * thread.
     */
    default CompletionStage<XmlBody> performLater(RequestContext context, Arguments call) {
        return CompletableFuture.completedStage(perform(context, call));
    }
}
