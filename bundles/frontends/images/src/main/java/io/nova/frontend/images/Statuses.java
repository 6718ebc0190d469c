package io.nova.frontend.images;

import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.DamagedException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.util.Map;

/** The table of what an error is as a status. */
final class Statuses {

    private static final Map<Class<? extends CloudException>, Integer> ALL =
            Map.ofEntries(
                    Map.entry(NotFoundException.class, 404),
                    // As in 2010: an id that is taken is forbidden.
                    Map.entry(AlreadyExistsException.class, 403),
                    Map.entry(IncorrectStateException.class, 409),
                    Map.entry(InUseException.class, 409),
                    Map.entry(LimitExceededException.class, 403),
                    Map.entry(InsufficientCapacityException.class, 503),
                    Map.entry(InvalidParameterException.class, 400),
                    Map.entry(AccessDeniedException.class, 403),
                    Map.entry(AuthenticationFailedException.class, 403),
                    Map.entry(ConflictException.class, 409),
                    Map.entry(DamagedException.class, 500),
                    Map.entry(UnsupportedException.class, 501),
                    Map.entry(UnavailableException.class, 503));

    private Statuses() {}

    static int of(CloudException fault) {
        return ALL.getOrDefault(fault.getClass(), 500);
    }

    static boolean has(Class<?> type) {
        return ALL.containsKey(type);
    }
}
