package io.nova.api.compute;

import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.compute.Instance;
import java.util.List;

/** The instances of one request to run some. */
public record Reservation(ReservationId id, ProjectId project, List<Instance> instances) {

    public Reservation {
        instances = List.copyOf(instances);
    }
}
