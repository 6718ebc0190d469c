package io.nova.frontend.ec2.xml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The long lists that were asked for last, one for each of a few owners: a client that polls gets
 * the same again and again. Safe for use by many threads.
 */
public final class KeptLists {

    private final int most;
    private final Map<Object, KeptList> lists = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most owners; each may have the text of one list
     */
    public KeptLists(int most) {
        this.most = most;
    }

    /**
     * Returns what is known of the list.
     *
     * @param owner for example a project
     * @param listed all that the text depends on: as long as it is the same objects, it is the same
     *     text
     */
    public synchronized KeptList of(Object owner, List<?> listed) {
        KeptList known = lists.get(owner);
        if (known != null && known.isOf(listed)) {
            return known;
        }
        KeptList fresh = new KeptList(listed);
        lists.put(owner, fresh);
        if (lists.size() > most) {
            lists.remove(lists.keySet().iterator().next());
        }
        return fresh;
    }
}
