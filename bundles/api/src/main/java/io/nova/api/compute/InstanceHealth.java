package io.nova.api.compute;

import io.nova.model.compute.Instance;
import java.time.Instant;
import java.util.Optional;

/**
 * How an instance does.
 *
 * @param system whether its host can run it
 * @param guest whether its guest answers
 */
public record InstanceHealth(Instance instance, Check system, Check guest) {

    /** What a check came to. */
    public enum Verdict {
        OK,
        /** It does not work. */
        IMPAIRED,
        /** It was started not long ago, and what does not work yet may still come. */
        INITIALIZING,
        /** Nobody can tell. */
        INSUFFICIENT_DATA,
        /** The instance does not run. */
        NOT_APPLICABLE
    }

    /**
     * A check.
     *
     * @param impairedSince only of one that is impaired
     */
    public record Check(Verdict verdict, Optional<Instant> impairedSince) {

        public static Check of(Verdict verdict) {
            return new Check(verdict, Optional.empty());
        }

        public static Check impaired(Instant since) {
            return new Check(Verdict.IMPAIRED, Optional.of(since));
        }
    }
}
