package io.nova.agent.host;

import io.nova.model.HostRole;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Managers that count what a test says is on the host. */
final class FakeManagers implements Managers {

    final Map<HostRole, Long> held = new EnumMap<>(HostRole.class);
    final Map<HostRole, Boolean> accepting = new EnumMap<>(HostRole.class);
    final List<String> told = new ArrayList<>();
    boolean silent;

    @Override
    public OptionalLong tell(HostRole role, boolean whether) {
        if (silent) {
            return OptionalLong.empty();
        }
        told.add(role.word() + " " + whether);
        accepting.put(role, whether);
        return OptionalLong.of(held.getOrDefault(role, 0L));
    }
}
