package io.nova.frontend.http;

import org.osgi.annotation.versioning.ConsumerType;

/** Tells numbers about itself whenever the operator's monitoring asks. */
@ConsumerType
public interface MetricSource {

    /** Adds the present numbers; called from any thread, must not block. */
    void collect(MetricSink sink);
}
