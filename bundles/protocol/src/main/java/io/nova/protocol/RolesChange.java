package io.nova.protocol;

import java.util.List;

/**
 * What roles and drivers a host should have from now on, beside those that it has.
 *
 * @param add words of roles and drivers
 * @param remove the same
 */
public record RolesChange(List<String> add, List<String> remove, Departure departure) {

    public RolesChange {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }
}
