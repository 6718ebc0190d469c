package io.nova.manager.compute;

import io.nova.model.ReservationId;
import java.time.Instant;

/**
 * That a client's token was used: the same request with it returns the same reservation.
 *
 * @param digest of the request that it came with
 */
record LaunchToken(ReservationId reservation, String digest, Instant usedAt) {}
