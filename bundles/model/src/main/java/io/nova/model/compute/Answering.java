package io.nova.model.compute;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Whether a guest answers its host on the network; a guest that runs and does not is of no use to
 * its owner.
 *
 * @param answered whether it ever did since it was started: before that it may still be starting
 * @param since when it began to answer, or was first found not to
 */
public record Answering(boolean answers, boolean answered, Instant since) {

    public Answering {
        requireNonNull(since, "since");
    }
}
