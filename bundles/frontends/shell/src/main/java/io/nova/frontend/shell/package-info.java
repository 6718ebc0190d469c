/**
 * The operator's commands, scope {@code nova}. Each prints a table, or with {@code --json} JSON
 * alone.
 */
@NullMarked
package io.nova.frontend.shell;

import org.jspecify.annotations.NullMarked;
