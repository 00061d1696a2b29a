import Box from '@mui/material/Box';
import Slider from '@mui/material/Slider';
import Typography from '@mui/material/Typography';
import { useId } from 'react';

/** Names a group of controls. */
export function Heading({ children, id }: { children: string; id?: string }) {
  return (
    <Typography {...(id ? { id } : {})} variant="body2" component="h2" sx={{ mb: 2 }}>
      {children}
    </Typography>
  );
}

/** A slider with its name and its value in words. */
export function SliderRow(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  text: (value: number) => string;
  onChange: (value: number) => void;
  onFinish?: () => void;
}) {
  const id = useId();
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
        <Typography id={id} variant="body2">
          {props.label}
        </Typography>
        <Typography variant="body2" color="text.secondary" className="tabular">
          {props.text(props.value)}
        </Typography>
      </Box>
      <Slider
        value={props.value}
        min={props.min}
        max={props.max}
        step={props.step}
        shiftStep={props.step * 10}
        track={props.min < 0 ? false : 'normal'}
        aria-labelledby={id}
        getAriaValueText={props.text}
        onChange={(_, value) => props.onChange(Array.isArray(value) ? (value[0] ?? 0) : value)}
        onChangeCommitted={() => props.onFinish?.()}
      />
    </Box>
  );
}
