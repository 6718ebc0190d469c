package io.nova.reconcile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;

/** Tells each trouble of a key once, not at every attempt. */
final class Complaints {

    private static final int REMEMBERED = 1000;

    private final Map<String, String> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED;
                }
            };

    synchronized void tell(Logger log, String work, String key, String reason) {
        if (!reason.equals(told.put(key, reason))) {
            log.info("{}: {} has to wait: {}", work, key, reason);
        }
    }

    synchronized void tell(Logger log, String work, String key, RuntimeException fault) {
        String reason = fault.toString();
        if (!reason.equals(told.put(key, reason))) {
            log.warn("{}: {} failed and will be tried again", work, key, fault);
        }
    }

    synchronized void settled(String key) {
        told.remove(key);
    }
}
