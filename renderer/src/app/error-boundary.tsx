import Box from '@mui/material/Box';
import { Component, type ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.tsx';

/** Keeps a fault of one screen from taking the window: says so and offers to draw it again. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Box sx={{ maxWidth: 560, margin: '12vh auto', padding: 6 }}>
        <ErrorNotice error={error} onRetry={() => this.setState({ error: null })} />
      </Box>
    );
  }
}
